/** 设计规范 → antd: one accent, one alarm, small radii, no shadows that explain nothing. Everything comes from `design/tokens.json`. */
import type { ThemeConfig } from 'antd'
import tokens from '../../../../design/tokens.json'

const c = tokens.color

export const theme: ThemeConfig = {
  token: {
    colorPrimary: c.accent,
    colorInfo: c.accent,
    colorSuccess: c.accent,
    colorError: c.alarm,
    // antd derives its light grounds from the accent; from one this dark they come out as mud, so they are said.
    colorPrimaryBg: c['accent-soft'],
    colorPrimaryBgHover: '#d5e5e4',
    colorPrimaryBorder: '#8db8b5',
    colorPrimaryHover: '#0d716e',
    colorPrimaryActive: c['accent-strong'],
    colorInfoBg: c['accent-soft'],
    colorInfoBorder: '#a8cac8',
    colorSuccessBg: c['accent-soft'],
    colorSuccessBorder: '#a8cac8',
    colorErrorBg: c['alarm-soft'],
    colorErrorBorder: '#e2aaa6',
    controlItemBgActive: c['accent-soft'],
    controlItemBgActiveHover: '#d5e5e4',
    colorLink: c.accent,
    colorLinkHover: c['accent-strong'],
    colorText: c.ink,
    colorTextSecondary: c['ink-2'],
    colorTextTertiary: c['ink-3'],
    colorTextDescription: c['ink-2'],
    colorTextPlaceholder: c['ink-3'],
    colorBorder: c['line-strong'],
    colorBorderSecondary: c.line,
    colorSplit: c.line,
    colorBgLayout: c.ground,
    fontFamily: tokens.font.sans,
    fontFamilyCode: tokens.font.mono,
    fontSize: 14,
    borderRadius: 4,
    borderRadiusLG: 6,
    borderRadiusSM: 3,
    controlHeight: 34,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: { headerBg: c.ground, headerColor: c['ink-2'], rowHoverBg: c['accent-soft'], cellPaddingBlockSM: 7 },
    Tabs: { titleFontSize: 14 },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Descriptions: { labelBg: c.ground },
  },
}

/** Nonce for antd's run-time styles, where the server prints one. */
export const cspNonce: string | undefined = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined
