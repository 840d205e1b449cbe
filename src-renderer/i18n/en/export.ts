// Texts of the Export page. Its Chinese pair is zh-CN/export.ts, typed by this one: a string that is missing there does not compile.
export const exporting = {
  title: 'Export',
};
