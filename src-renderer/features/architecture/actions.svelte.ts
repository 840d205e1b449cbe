/** What can be done with the architectures of a project and with their files, wherever it is asked for. */
import { INPUT, type Architecture } from '#engine/architecture.ts';
import type { Template } from '#engine/templates.ts';
import { templateNames } from '#engine/templates.ts';
import type { ArchitectureRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';
import { architectureText, readArchitectureText } from './words/file.ts';
import { workbenchOf } from './workbench.svelte.ts';

export type ArchitectureActions = ReturnType<typeof useArchitectureActions>;

export function useArchitectureActions() {
  const studio = getStudio();
  const notices = getNotices();
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
  const create = (name: string, architecture: Architecture): Promise<void> =>
    attempt(async () => {
      if (studio.projectId) show(await api.architectures.create(studio.projectId, name, architecture));
    });

  /** Text of a file in place of the drawing; what is wrong with it is said, and nothing is changed then. */
  function read(content: string, name: string): boolean {
    const t = text.t.architecture;
    const { architecture, issues } = readArchitectureText(content);
    const record = studio.architecture;
    if (!architecture) notices.problem(t.fileRefused(name), issues);
    else if (!record) void create(nameOfFile(name), architecture);
    else workbenchOf(studio, text, record).drawing.replace({ architecture, layout: {} });
    return architecture !== undefined;
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
    rename: (record: ArchitectureRecord, name: string) =>
      void attempt(async () => {
        await api.architectures.rename(record.id, name);
        await studio.refreshArchitectures();
      }),
    duplicate: (record: ArchitectureRecord) =>
      void attempt(async () => {
        await workbenchOf(studio, text, record).saver.flush();
        show(await api.architectures.duplicate(record.id));
      }),
    remove: (record: ArchitectureRecord) =>
      void attempt(async () => {
        await workbenchOf(studio, text, record).saver.flush();
        await api.architectures.remove(record.id);
        await studio.refreshArchitectures();
        notices.offerUndo(
          text.t.architecture.deleted(record.name),
          text.t.shell.undo,
          () =>
            void attempt(async () => {
              await api.architectures.restore(record.id);
              await studio.refreshArchitectures();
              studio.select('architecture', record.id);
            }),
        );
      }),

    read,
    chooseFile() {
      const field = document.createElement('input');
      field.type = 'file';
      field.accept = '.json,application/json';
      field.addEventListener('change', () => {
        const file = field.files?.[0];
        if (file) void file.text().then((content) => read(content, file.name));
      });
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
      read(content, text.t.architecture.pastedText);
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

const nameOfFile = (file: string): string => file.replace(/\.json$/i, '') || templateNames[0];
