// check.mjs: the country's days off against two independent calendars. Lunar days from @dqcai/vn-lunar; fixed days from date-holidays (which lacks the
// second National Day, days in lieu, swaps and 24 November: it is asked only whether its days are ours). Then the rules that each year must keep.
import { readFileSync } from 'node:fs';
import { getLunarDate } from '@dqcai/vn-lunar';
import Holidays from 'date-holidays';

const text = readFileSync(new URL('../../../data/calendar/vn.days.csv', import.meta.url), 'utf8');
const rows = text.trim().split('\n').slice(1).map((line) => {
  const f = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((s) => s.replace(/,$/, '').replace(/^"|"$/g, ''));
  return { date: f[0], kind: f[1], vi: f[2], basis: f[4], confidence: f[5] };
});
const byDate = new Map(rows.map((r) => [r.date, r]));
let passed = 0, failed = 0;
const check = (ok, what) => (ok ? passed++ : (failed++, console.error('FAILED', what)));
const lunar = (iso) => { const [y, m, d] = iso.split('-').map(Number); return getLunarDate(d, m, y); };
const weekday = (iso) => new Date(iso + 'T00:00:00Z').getUTCDay();
const statutory = (r) => r.kind === 'off' && !/^Nghỉ (bù|hoán)/.test(r.vi);

for (const r of rows) {
  const l = lunar(r.date);
  const newYear = r.vi.match(/^Tết Nguyên đán \(mùng (\d+)\)/), eve = r.vi.match(/^Tết Nguyên đán \((\d+) tháng Chạp\)/);
  if (newYear) check(l.month === 1 && l.day === Number(newYear[1]) && !l.leap, `${r.date} ${r.vi}`);
  if (eve) check(l.month === 12 && l.day === Number(eve[1]), `${r.date} ${r.vi}`);
  if (r.vi === 'Giỗ Tổ Hùng Vương') check(l.month === 3 && l.day === 10 && !l.leap, `${r.date} ${r.vi}`);
  if (r.kind === 'work') check([0, 6].includes(weekday(r.date)), `${r.date} is worked, so it must be a weekend day`);
  if (/^Nghỉ (bù|hoán)/.test(r.vi)) check(![0, 6].includes(weekday(r.date)), `${r.date} is given, so it must be a weekday`);
}
const years = [...new Set(rows.map((r) => r.date.slice(0, 4)))];
for (const y of years) {
  const of = rows.filter((r) => r.date.startsWith(y));
  check(of.filter((r) => /^Tết Nguyên đán/.test(r.vi)).length === 5, `${y}: five days of Tết`);
  check(of.filter((r) => /^Quốc khánh/.test(r.vi)).length === (y < '2021' ? 1 : 2), `${y}: National Day`);
  check(of.some((r) => r.vi === 'Ngày Văn hóa Việt Nam') === y >= '2026', `${y}: 24 November`);
  const onWeekend = of.filter((r) => statutory(r) && [0, 6].includes(weekday(r.date)) && r.vi !== 'Ngày Văn hóa Việt Nam').length;
  check(of.filter((r) => /^Nghỉ bù/.test(r.vi)).length === onWeekend, `${y}: a day in lieu for each holiday on a weekend`);
  check(of.filter((r) => r.kind === 'work').length === of.filter((r) => /^Nghỉ hoán/.test(r.vi)).length, `${y}: swaps come in pairs`);
  for (const h of new Holidays('VN').getHolidays(Number(y)).filter((x) => x.type === 'public'))
    check(byDate.get(h.date.slice(0, 10))?.kind === 'off', `${h.date.slice(0, 10)} ${h.name}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
