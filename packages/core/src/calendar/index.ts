export * from './announced-holidays.ts'
export * from './lottery-timetable.ts'
export * from './period.ts'
export * from './working-days.ts'
