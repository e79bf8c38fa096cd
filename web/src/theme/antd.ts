import { theme as antd, type ThemeConfig } from 'antd'
import { fontStack, type Mode, type Palette, palettes, radius } from './tokens.ts'

const shades = (mode: Mode) => (mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm)

/** The night algorithm would darken our night colours, which are made for the night already. */
function kept(c: Palette) {
  return {
    colorPrimary: c.primary,
    colorPrimaryHover: `color-mix(in srgb, ${c.primary} 88%, ${c.ink})`,
    colorPrimaryActive: `color-mix(in srgb, ${c.primary} 80%, ${c.ink})`,
    colorInfo: c.note,
    colorSuccess: c.good,
    colorWarning: c.accent,
    colorError: c.bad,
    colorLink: c.primary,
  }
}

/** The Ant Design theme of Loam. On the phone everything one touches is larger. */
export function antdTheme(mode: Mode, phone: boolean, still: boolean): ThemeConfig {
  const c = palettes[mode]
  return {
    algorithm: (seed, map) => ({ ...shades(mode)(seed, map), ...kept(c) }),
    hashed: false,
    token: {
      colorPrimary: c.primary,
      colorInfo: c.note,
      colorSuccess: c.good,
      colorWarning: c.accent,
      colorError: c.bad,
      colorLink: c.primary,
      colorTextBase: c.ink,
      colorBgBase: c.surface,
      colorBgLayout: c.ground,
      colorBgContainer: c.surface,
      colorBgElevated: c.raised,
      colorText: c.ink,
      colorTextSecondary: c.quiet,
      colorTextTertiary: c.quiet,
      colorTextDescription: c.quiet,
      colorTextPlaceholder: c.quiet,
      colorTextLightSolid: c.onPrimary,
      colorBorder: c.line,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      borderRadius: radius,
      borderRadiusLG: radius,
      borderRadiusSM: 6,
      fontFamily: fontStack,
      fontSize: phone ? 16 : 14,
      controlHeight: phone ? 40 : 32,
      fontWeightStrong: 600,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      motion: !still,
      wireframe: false,
    },
    components: {
      Table: {
        headerBg: 'transparent',
        headerColor: c.quiet,
        headerSplitColor: 'transparent',
        cellPaddingBlockMD: 9,
        cellPaddingInlineMD: 12,
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 12,
        cellFontSizeMD: 14,
        headerSortActiveBg: 'transparent',
        headerSortHoverBg: 'transparent',
        bodySortBg: 'transparent',
        rowHoverBg: mode === 'dark' ? '#24201B' : '#FBF9F6',
        borderColor: c.line,
      },
      Button: {
        primaryColor: c.onPrimary,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
      },
      // A choice is this less the 2 px around it.
      ...(phone ? { Segmented: { controlHeight: 44, controlHeightSM: 44 } } : {}),
      Input: { activeShadow: `0 0 0 3px ${c.primary}29` },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#3A352E' : c.ink, colorTextLightSolid: '#F6F2EC' },
      Tag: { defaultBg: mode === 'dark' ? '#2A2621' : '#F4F1EC', defaultColor: c.ink },
    },
  }
}
