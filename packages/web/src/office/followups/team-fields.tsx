/** 转检查 — who goes, for which items, by when. Officers and items that cannot be chosen are not offered; the server asks again. */
import { Form, Input, Select } from 'antd'
import { useRoute } from '../requests.ts'
import { useSession } from '../session.tsx'

export interface TeamValues {
  inspectors: string[]
  items: string[]
  dueOn: string
}

export function TeamFields() {
  const { today } = useSession()
  const officers = useRoute('registry.inspectors', { query: { state: 'available', limit: 200 } })
  const items = useRoute('items.view')
  return (
    <>
      <Form.Item
        name="inspectors"
        label="检查人员（两名以上持证执法人员）"
        rules={[{ required: true, type: 'array', min: 2, message: '请选择两名以上执法人员' }]}
      >
        <Select
          mode="multiple"
          maxCount={9}
          loading={officers.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={(officers.data?.rows ?? []).map(o => ({ value: o.code, label: `${o.name}（${o.code}）` }))}
        />
      </Form.Item>
      <Form.Item
        name="items"
        label="检查事项（已公布、依据有效）"
        rules={[{ required: true, type: 'array', min: 1, message: '请选择事项' }]}
      >
        <Select
          mode="multiple"
          loading={items.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={(items.data?.rows ?? [])
            .filter(i => i.published && i.basisInForce)
            .map(i => ({ value: i.code, label: `${i.code} ${i.name}` }))}
        />
      </Form.Item>
      <Form.Item name="dueOn" label="完成期限" rules={[{ required: true, message: '请填写完成期限' }]}>
        <Input type="date" min={today} />
      </Form.Item>
    </>
  )
}
