// Texts of the Train page. Its Chinese pair is zh-CN/train.ts, typed by this one: a string that is missing there does not compile.
export const train = {
  title: 'Train',
};
