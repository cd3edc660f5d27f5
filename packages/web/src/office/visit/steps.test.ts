import { emptyRecord, findGaps, type Question } from '@mingcha/core/inspection'
import { describe, expect, it } from 'vitest'
import { fieldId, stepOfGap, stepsOf } from './steps.ts'

const questions: Question[] = [{ key: 'SX-01|1', item: 'SX-01', text: '是否……' }]
const documents = {
  sets: [{ outcomes: ['violation' as const], required: ['checklist' as const, 'minutes' as const, 'interview' as const] }],
  law: [],
}

describe('步骤', () => {
  it('SJZ-54 LY-21 现场检查先亮证告知、再扫码入企，之后才有检查表；非现场没有入企，也没有签字', () => {
    expect(stepsOf('on-site').slice(0, 3)).toEqual(['opening', 'entry', 'checklist'])
    expect(stepsOf('off-site')).not.toContain('entry')
    expect(stepsOf('off-site')).not.toContain('signature')
  })
  it('每一处缺项都落在这次检查有的步骤上，且各有自己的位置', () => {
    for (const method of ['on-site', 'off-site', 'other'] as const) {
      const record = {
        ...emptyRecord,
        outcome: 'violation' as const,
        people: [{ name: '', organisation: '', kind: 'expert' as const, opinion: null }],
        service: { guidance: '', asked: '何时复查？', reply: '', repliedOn: null },
        answers: method === 'off-site' ? {} : { 'SX-01|1': { value: 'no' as const, text: '', files: [] } },
      }
      const gaps = findGaps({ method, questions, record, documents, files: new Set(), officers: 2, maxPeople: 6 })
      expect(gaps.length).toBeGreaterThan(3)
      for (const gap of gaps) {
        expect(stepsOf(method), `${method} ${gap.at}`).toContain(stepOfGap(gap))
        expect(fieldId(gap.at)).toMatch(/^at-[\p{L}\p{N}-]+$/u)
      }
    }
  })
})
