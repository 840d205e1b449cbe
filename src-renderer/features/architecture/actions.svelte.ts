/** What can be done with the architectures of a project and with their files, wherever it is asked for. */
import { INPUT, type Architecture } from '#engine/architecture.ts';
import type { Template } from '#engine/templates.ts';
import type { ArchitectureRecord } from '#shared/records.ts';
import { getDeeds, getImporting, getNotices, getStudio, getText } from '../../context.ts';
import { architectureText, readArchitectureText } from './words/file.ts';
import { workbenchOf } from './workbench.svelte.ts';

export type ArchitectureActions = ReturnType<typeof useArchitectureActions>;

export function useArchitectureActions() {
  const studio = getStudio();
  const notices = getNotices();
  const deeds = getDeeds();
  const importing = getImporting();
  const text = getText();
  const { api } = studio;

  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notices.problem(text.t.shell.notDone, error);
    }
  };
  const show = (record: ArchitectureRecord): void => {
    studio.put('architecture', record);
    studio.select('architecture', record.id);
  };
  const takeAway = async (record: ArchitectureRecord): Promise<void> => {
    await workbenchOf(studio, text, record).saver.flush();
    await api.architectures.remove(record.id);
    await studio.refreshArchitectures();
  };
  const bringBack = async (record: ArchitectureRecord): Promise<void> => {
    await api.architectures.restore(record.id);
    await studio.refreshArchitectures();
    studio.select('architecture', record.id);
  };
  const create = (name: string, architecture: Architecture): Promise<void> =>
    attempt(async () => {
      if (studio.projectId) show(await api.architectures.create(studio.projectId, name, architecture));
    });

  const parse = (content: string, name: string): Architecture | undefined => {
    const { architecture, issues } = readArchitectureText(content);
    if (!architecture) notices.problem(text.t.architecture.fileRefused(name), issues);
    return architecture;
  };
  /** What is pasted takes the place of the drawing, which undo brings back. */
  function readPasted(content: string): void {
    const name = text.t.architecture.pastedText;
    const record = studio.architecture;
    const architecture = parse(content, name);
    if (!architecture) return;
    if (record) workbenchOf(studio, text, record).drawing.replace({ architecture, layout: {} });
    else void create(name, architecture);
  }

  return {
    select: (record: ArchitectureRecord) => studio.select('architecture', record.id),
    fromTemplate: (template: Template) => void create(template.name, template.architecture),
    /** The smallest thing that can be trained: the window and a Dense. */
    empty: () =>
      void create(text.t.architecture.emptyName, {
        version: 1,
        nodes: [{ id: 'head', cell: 'dense', options: {} }],
        edges: [{ from: INPUT, to: 'head', delay: 0, join: 'concat', settle: false, feed: 'own', into: 'input' }],
        output: 'head',
      }),
    rename: (record: ArchitectureRecord, name: string) => {
      const call = async (to: string) => {
        await api.architectures.rename(record.id, to);
        await studio.refreshArchitectures();
      };
      void deeds.perform({ title: text.t.shell.renamed(record.name, name), run: () => call(name), undo: () => call(record.name) });
    },
    duplicate: (record: ArchitectureRecord) => {
      let made: ArchitectureRecord | undefined;
      void deeds.perform({
        title: text.t.shell.duplicated(record.name),
        run: async () => {
          await workbenchOf(studio, text, record).saver.flush();
          if (made) await bringBack(made);
          else show((made = await api.architectures.duplicate(record.id)));
        },
        undo: () => takeAway(made!),
      });
    },
    remove: (record: ArchitectureRecord) =>
      void deeds.perform({
        title: text.t.architecture.deleted(record.name),
        isSaid: true,
        run: () => takeAway(record),
        undo: () => bringBack(record),
      }),

    readPasted,
    /** A file is an architecture of its own, with the name of the file. */
    chooseFile() {
      const field = document.createElement('input');
      field.type = 'file';
      field.accept = '.json,application/json';
      field.addEventListener('change', () => void importing.files(field.files ?? []));
      field.click();
    },
    async pasteFromClipboard(): Promise<void> {
      let content: string;
      try {
        content = await navigator.clipboard.readText();
      } catch {
        notices.say(text.t.architecture.pasteHere);
        return;
      }
      readPasted(content);
    },
    download(name: string, architecture: Architecture) {
      const address = URL.createObjectURL(new Blob([architectureText(architecture)], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${name.replace(/[^\p{L}\p{N}_-]+/gu, '-')}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
  };
}

/** Whether a text could be an architecture file: then a paste is not a table. */
export const looksLikeArchitecture = (content: string): boolean => /^\s*\{/.test(content) && /"nodes"/.test(content);
