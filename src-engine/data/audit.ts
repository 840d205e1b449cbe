export interface Finding { code: string }
