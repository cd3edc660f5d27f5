/** 标识 on a day inside a query: the dated list prevails over the mark of the subject ledger, as in `markFacets`. */
import type { PlainDate } from '@mingcha/core/base'
import { markLists } from '@mingcha/core/registry'
import { sql } from 'kysely'

/** Of a query that names `subject`. @law HS-16 HS-36 */
export const hasMark = (mark: keyof typeof markLists, on: PlainDate) => sql<boolean>`coalesce(
  (select bool_or(l.to_date is null or l.to_date >= ${on}::date) from list_entry l
    where l.agency_id = subject.agency_id and l.code = subject.code and l.list = ${markLists[mark]} and l.from_date <= ${on}::date),
  (subject.facets->>${mark})::boolean, false)`
