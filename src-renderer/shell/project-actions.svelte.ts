/** What can be done with projects, wherever it is asked for: the menu in the bar, the palette, the start page. */
import { getNotices, getStudio, getText } from '../context.ts';

export interface ProjectActions {
  open(id: string): void;
  create(): void;
  openSample(name: string): Promise<void>;
  showStart(): void;
  rename(name: string): void;
  duplicate(): void;
  remove(): void;
}

export function useProjectActions(): ProjectActions {
  const studio = getStudio();
  const notices = getNotices();
  const text = getText();
  const { api } = studio;

  /** Does it, or says why it was not done. */
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notices.problem(text.t.shell.notDone, error);
    }
  };
  const openNew = async (id: string): Promise<void> => {
    studio.projects = await api.projects.list();
    await studio.openProject(id);
    studio.page = 'data';
  };

  return {
    open: (id) => void attempt(() => studio.openProject(id)),
    create: () => void attempt(async () => openNew((await api.projects.create(text.t.shell.untitled)).id)),
    openSample: (name) => attempt(async () => openNew((await api.projects.openSample(name)).id)),
    showStart: () => {
      void studio.openProject(null);
      studio.page = 'data';
    },
    rename: (name) =>
      void attempt(async () => {
        if (studio.projectId) await api.projects.rename(studio.projectId, name);
      }),
    duplicate: () =>
      void attempt(async () => {
        if (studio.projectId) await openNew((await api.projects.duplicate(studio.projectId)).id);
      }),
    remove: () =>
      void attempt(async () => {
        const project = studio.project;
        if (!project) return;
        await api.projects.remove(project.id);
        studio.projects = await api.projects.list();
        await studio.openProject(studio.projects.find((p) => p.id !== project.id)?.id ?? null);
        notices.offerUndo(
          text.t.shell.deleted(project.name),
          text.t.shell.undo,
          () =>
            void attempt(async () => {
              await api.projects.restore(project.id);
              await openNew(project.id);
            }),
        );
      }),
  };
}
