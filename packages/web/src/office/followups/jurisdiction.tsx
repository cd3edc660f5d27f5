/** 管辖 — which unit answers for which township; follow-ups and leads about its firms go there (谁管辖、谁负责). */
import { Select } from 'antd'
import { call } from '../../api/client.ts'
import { Listing } from '../parts/listing.tsx'
import { Nothing } from '../parts/page.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { say } from '../strings.ts'

export function JurisdictionTab() {
  const may = useMay()
  const list = useRoute('jurisdiction.list')
  const units = useRoute('unit.list')
  const set = useCommand('jurisdiction.set', {
    told: (_, i) => (i.body.unit ? `${i.body.region}由${i.body.unit}管辖` : `${i.body.region}的管辖已取消登记`),
    undo: (r, i) => () => call('jurisdiction.set', { body: { region: i.body.region, unit: r.before } }),
  })
  return (
    <Listing
      label="管辖"
      rows={list.data?.rows}
      query={list}
      rowKey={r => r.region}
      empty={<Nothing title="名录库中没有乡镇" hint="先导入检查对象台账。" />}
      columns={[
        { title: '乡镇', dataIndex: 'region', width: 200 },
        { title: '检查对象', dataIndex: 'subjects', width: 110, align: 'right' },
        {
          title: '管辖机构',
          render: (_, r) =>
            may('lead.edit') ? (
              <Select
                allowClear
                className="unit-choice"
                placeholder="没有登记"
                value={r.unit}
                loading={set.pending}
                onChange={unit => void set.run({ body: { region: r.region, unit: unit ?? null } })}
                options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: u.name }))}
                aria-label={`${r.region}的管辖机构`}
              />
            ) : (
              (r.unit ?? say.none)
            ),
        },
      ]}
    />
  )
}
