// Texts of the Compare page. Its Chinese pair is zh-CN/compare.ts, typed by this one: a string that is missing there does not compile.
export const compare = {
  title: 'Compare',
};
