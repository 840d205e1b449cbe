/** What can be done with projects, wherever it is asked for: the menu in the bar, the palette, the start page. */
import { getDeeds, getNotices, getStudio, getText } from '../context.ts';

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
  const deeds = getDeeds();
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
  /** Shows its data, unless somebody has gone to another page in the meantime. */
  const openNew = async (id: string, from = studio.page): Promise<void> => {
    studio.projects = await api.projects.list();
    await studio.openProject(id);
    if (studio.page === from) studio.page = 'data';
  };

  const takeAway = async (id: string): Promise<void> => {
    await api.projects.remove(id);
    studio.projects = await api.projects.list();
    if (studio.projectId === id) await studio.openProject(studio.projects.find((p) => p.id !== id)?.id ?? null);
  };

  return {
    open: (id) => void attempt(() => studio.openProject(id)),
    create: () => void attempt(async () => openNew((await api.projects.create(text.t.shell.untitled)).id)),
    openSample: (name) =>
      attempt(async () => {
        const from = studio.page;
        await openNew((await api.projects.openSample(name)).id, from);
      }),
    showStart: () => {
      void studio.openProject(null);
      studio.page = 'data';
    },
    rename: (name) => {
      const project = studio.project;
      if (!project) return;
      void deeds.perform({
        title: text.t.shell.renamed(project.name, name),
        run: () => api.projects.rename(project.id, name),
        undo: () => api.projects.rename(project.id, project.name),
      });
    },
    duplicate: () => {
      const project = studio.project;
      if (!project) return;
      let made: string | undefined;
      void deeds.perform({
        title: text.t.shell.duplicated(project.name),
        run: async () => {
          if (made) await api.projects.restore(made);
          else made = (await api.projects.duplicate(project.id)).id;
          await openNew(made);
        },
        undo: () => takeAway(made!),
      });
    },
    remove: () => {
      const project = studio.project;
      if (!project) return;
      void deeds.perform({
        title: text.t.shell.deleted(project.name),
        isSaid: true,
        run: () => takeAway(project.id),
        undo: async () => {
          await api.projects.restore(project.id);
          await openNew(project.id);
        },
      });
    },
  };
}
