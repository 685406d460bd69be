// days.mjs: days and times of Viet Nam (UTC+7, no summer time) for tests.
import { readFileSync } from 'node:fs'

const DAY_MS = 86400000, ZONE_MS = 7 * 3600000
const rows = readFileSync(new URL('../../data/calendar/vn.days.csv', import.meta.url), 'utf8').split('\n')
const off = new Set(rows.filter((row) => /^\d{4}-\d\d-\d\d,off,/.test(row)).map((row) => row.slice(0, 10)))

export const isoDay = (ms) => new Date(ms + ZONE_MS).toISOString().slice(0, 10)
export const viDay = (ms) => isoDay(ms).split('-').reverse().join('/')
export const at = (iso, time = '09:00') => Date.parse(`${iso}T${time}:00Z`) - ZONE_MS
export const addDays = (ms, days) => ms + days * DAY_MS
export const isWorking = (ms) => ![0, 6].includes(new Date(ms + ZONE_MS).getUTCDay()) && !off.has(isoDay(ms))

// 09:00 of the next day (never today: the clock only goes forward) that is a working day, as are the five weekdays' worth of days behind it: no holiday
// comes between a submission and its date in a scenario.
export function workingMorning (ms) {
  for (let day = addDays(at(isoDay(ms)), 1); ; day = addDays(day, 1)) {
    let good = isWorking(day)
    for (let i = 1; i <= 14 && good; i++) {
      const next = addDays(day, i)
      good = isWorking(next) || [0, 6].includes(new Date(next + ZONE_MS).getUTCDay())
    }
    if (good && new Date(day + ZONE_MS).getUTCDay() === 1) return day // a Monday
  }
}

// n working days after the day of ms, at 09:00.
export function workingDaysAfter (ms, n) {
  let day = at(isoDay(ms))
  while (n > 0) {
    day = addDays(day, 1)
    if (isWorking(day)) n--
  }
  return day
}
