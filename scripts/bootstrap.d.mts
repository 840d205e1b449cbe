export const root: string;
export function runWithProjectNode(file: string): Promise<void>;
