/** 席位: who sits where when a team was put together elsewhere. */
import { describe, expect, it } from 'vitest'
import type { Scheme } from './scheme-schema.ts'
import { seatTeam, slotsFor } from './team.ts'

const scheme = (officers: number, speciality: 'one-member' | 'none' = 'one-member') => ({ team: { officers, speciality } }) as Scheme
const officer = (code: string, ...specialities: string[]) => ({ code, specialities })
const slots = (...specialities: string[]) => specialities.map((speciality, i) => ({ slot: `0${i + 1}`, speciality }))
const seats = (...args: Parameters<typeof seatTeam>) => {
  const team = seatTeam(...args)
  return 'seats' in team ? team.seats.map(s => [s.slot, s.speciality, s.inspector]) : team.lacking
}

describe('席位', () => {
  it('A-29 LY-11 至少两席，每种专长一席，按代码排列；方案不要求专长的，不另设', () => {
    expect(slotsFor(scheme(2), ['HF', '-', 'FS', 'HF'])).toEqual(slots('FS', 'HF'))
    expect(slotsFor(scheme(3), ['FS'])).toEqual(slots('FS', '-', '-'))
    expect(slotsFor(scheme(2), ['C', 'B', 'A'])).toEqual(slots('A', 'B', 'C'))
    expect(slotsFor(scheme(2, 'none'), ['FS'])).toEqual(slots('-', '-'))
  })

  it('LY-11 专长的席位只由有专长的人坐，先到的人可以让到别的席位', () => {
    expect(seats(slots('FS', '-'), [officer('A'), officer('B', 'FS')])).toEqual([
      ['01', 'FS', 'B'],
      ['02', '-', 'A'],
    ])
    expect(seats(slots('FS', 'HF'), [officer('A', 'FS', 'HF'), officer('B', 'FS')])).toEqual([
      ['01', 'FS', 'B'],
      ['02', 'HF', 'A'],
    ])
  })

  it('LY-11 A-29 多出来的人各坐一席，接着编号', () => {
    const four = [officer('A'), officer('B'), officer('C'), officer('D')]
    expect(seats(slots('-', '-'), four).slice(2)).toEqual([
      ['03', '-', 'C'],
      ['04', '-', 'D'],
    ])
    expect(seats(slots('FS', '-'), [officer('A'), officer('B'), officer('C', 'FS')]).slice(1)).toEqual([
      ['02', '-', 'A'],
      ['03', '-', 'B'],
    ])
  })

  it('LY-11 缺专长的写明是哪一种；专长都有而人不够的，缺的是人，不论席位的次序', () => {
    expect(seats(slots('FS', '-'), [officer('A'), officer('B')])).toBe('FS')
    expect(seats(slots('-', 'FS'), [officer('A'), officer('B')])).toBe('FS')
    expect(seats(slots('FS', '-'), [officer('A', 'FS')])).toBe('-')
    expect(seats(slots('-', 'FS'), [officer('A', 'FS')])).toBe('-')
    expect(seats(slots('-', '-', 'FS'), [officer('A', 'FS'), officer('B')])).toBe('-')
    expect(seats(slots('FS', 'HF'), [officer('A', 'FS', 'HF')])).toBe('HF')
    expect(seats(slots('-', '-'), [])).toBe('-')
  })
})
