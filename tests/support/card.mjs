// card.mjs: a chip's files made on the spot with the openssl program: an issuer (CSCA), a document signer (DSC), EF.SOD and data groups. Nobody's card.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

function tlv(tag, value) {
  const length = value.length < 128 ? [value.length] : value.length < 256 ? [0x81, value.length] : [0x82, value.length >> 8, value.length & 255];
  return Buffer.concat([Buffer.from(tag > 255 ? [tag >> 8, tag & 255] : [tag]), Buffer.from(length), value]);
}

function digit(text) {
  const weights = [7, 3, 1];
  const value = (c) => (c === '<' ? 0 : /\d/.test(c) ? +c : c.charCodeAt(0) - 55);
  return String([...text].reduce((sum, c, i) => sum + value(c) * weights[i % 3], 0) % 10);
}

/** The three lines of a card: number of 12 digits, name in capitals without marks, days as YYMMDD ('' for a card without an end). */
export function mrz({ number, surname, given, birth, sex, validTo }) {
  const upper = `IDVNM${number.slice(3)}${digit(number.slice(3))}${number}<<${digit(number)}`;
  const middle = `${birth}${digit(birth)}${sex}${validTo || '991231'}${digit(validTo || '991231')}VNM${'<'.repeat(11)}`;
  const all = digit(upper.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18, 29));
  return upper + middle + all + `${surname}<<${given.replaceAll(' ', '<')}`.padEnd(30, '<').slice(0, 30);
}

const SHA256 = Buffer.from('0609608648016503040201', 'hex');

/** Makes csca.der, and gives { csca, sod, dg: { 1, 2, 13 } } as Buffers; `dir` holds the keys and is the caller's to remove. */
export function makeCard(dir, person, { days = 3650 } = {}) {
  mkdirSync(dir, { recursive: true });
  const at = (name) => join(dir, name);
  run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('csca.key'), '-out', at('csca.pem'), '-days', String(days),
    '-subj', '/C=VN/CN=CSCA Thu Nghiem', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  run('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('dsc.key'), '-out', at('dsc.csr'), '-subj', '/C=VN/CN=DSC Thu Nghiem');
  writeFileSync(at('dsc.ext'), 'keyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n');
  run('x509', '-req', '-in', at('dsc.csr'), '-CA', at('csca.pem'), '-CAkey', at('csca.key'), '-CAcreateserial', '-out', at('dsc.pem'), '-days', String(days), '-extfile', at('dsc.ext'));
  run('x509', '-in', at('csca.pem'), '-outform', 'DER', '-out', at('csca.der'));
  const dg = { 1: tlv(0x61, tlv(0x5f1f, Buffer.from(mrz(person)))), 2: tlv(0x75, Buffer.alloc(9000, 7)), 13: tlv(0x6d, Buffer.from(`${person.number} thu nghiem`)) };
  const list = Object.entries(dg).map(([n, file]) => tlv(0x30, Buffer.concat([tlv(0x02, Buffer.from([+n])), tlv(0x04, createHash('sha256').update(file).digest())])));
  writeFileSync(at('lds.der'), tlv(0x30, Buffer.concat([tlv(0x02, Buffer.from([0])), tlv(0x30, Buffer.concat([SHA256, Buffer.from([5, 0])])), tlv(0x30, Buffer.concat(list))])));
  run('cms', '-sign', '-binary', '-nodetach', '-in', at('lds.der'), '-signer', at('dsc.pem'), '-inkey', at('dsc.key'), '-outform', 'DER', '-md', 'sha256',
    '-econtent_type', '2.23.136.1.1.1', '-nosmimecap', '-out', at('sod.cms'));
  return { csca: readFileSync(at('csca.der')), sod: tlv(0x77, readFileSync(at('sod.cms'))), dg };
}
