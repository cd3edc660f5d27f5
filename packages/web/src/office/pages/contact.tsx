/** 设置 → 对外联系方式: printed on every notice, so that a firm knows whom to call and where to complain. */
import { Button, Form, Input } from 'antd'
import type { Reply } from '../../api/client.ts'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { SettingsNav } from '../parts/settings-nav.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { pages } from '../strings.ts'

export function ContactPage() {
  const contact = useRoute('agency.contact')
  return (
    <Page words={pages.contact} action="agency.contact">
      <SettingsNav />
      <Loaded query={contact}>{c => <ContactForm contact={c} />}</Loaded>
    </Page>
  )
}

const fields = [
  ['contact', '联系人（科室或姓名）', 40],
  ['phone', '联系电话', 40],
  ['complaint', '投诉渠道（电话、地址或网址）', 120],
  ['numberPrefix', '文书编号前缀，例如“某环检”', 20],
  ['reconsideration', '行政复议机关（印在责令改正通知书上）', 60],
  ['court', '有管辖权的人民法院（印在责令改正通知书上）', 60],
] as const

function ContactForm({ contact }: { contact: Reply<'agency.contact'> }) {
  const save = useCommand('agency.saveContact', { inline: true, told: () => '已保存，以后打印的通知书用新的联系方式' })
  return (
    <Part title="印在通知书上">
      <Form<Reply<'agency.contact'>> layout="vertical" initialValues={contact} onFinish={v => void save.run({ body: v })}>
        {fields.map(([name, label, maxLength]) => (
          <Form.Item
            key={name}
            label={label}
            name={name}
            rules={[{ required: true, whitespace: true, message: `请填写${label.split(/[（，]/)[0]}` }]}
          >
            <Input maxLength={maxLength} />
          </Form.Item>
        ))}
        {save.refusal ? <ProblemNotice refusal={save.refusal} /> : null}
        <Button type="primary" htmlType="submit" loading={save.pending}>
          保存
        </Button>
      </Form>
    </Part>
  )
}
