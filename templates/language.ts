/** The languages everything is written in; Chinese comes first. */
export type Language = 'zh-CN' | 'en'
