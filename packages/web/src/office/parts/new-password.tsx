import { Form, Input } from 'antd'

/** 新密码 and the same again: two fields of the surrounding form, `name` and `again`. The server also refuses common passwords. */
export function NewPassword({ name, label }: { name: string; label: string }) {
  return (
    <>
      <Form.Item
        label={label}
        name={name}
        extra="至少 10 位，不能是常见密码。"
        rules={[{ required: true, min: 10, message: '至少 10 位' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        label="再输一遍"
        name="again"
        dependencies={[name]}
        rules={[
          { required: true, message: '请再输一遍' },
          ({ getFieldValue }) => ({
            validator: (_, value) => (value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error('两次输入不一致'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}
