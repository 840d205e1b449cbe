/**
 * Files into the project that is open: dropped anywhere, chosen, or pasted. A table becomes a dataset, an architecture file (.json)
 * an architecture. A file that cannot be read gives a plain Issue and changes nothing; the others are read all the same.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { ImportOptions } from '#engine/data/content.ts';
import { IssueError, issue, issuesOf } from '#shared/errors.ts';
import type { Issue } from '#engine/issue.ts';
import { bundled } from './bundles.ts';
import { given, type Dropped } from './dropped-files.ts';
import type { Text } from './i18n/text.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/** A file travels in pieces of so many bytes, each sent when the one before has been taken. */
const pieceBytes = 4 << 20;
const topic = 'import';

export class Importing {
  private readonly studio: Studio;
  private readonly notices: Notices;
  private readonly text: Text;
  /** Imports that can be cancelled. */
  private readonly going = new SvelteSet<string>();

  constructor(studio: Studio, notices: Notices, text: Text) {
    this.studio = studio;
    this.notices = notices;
    this.text = text;
  }

  async files(files: Iterable<File>): Promise<void> {
    await this.dropped([...files].map(given));
  }

  /** Files and folders, one after the other; those that belong together as one. */
  async dropped(all: Dropped[]): Promise<void> {
    this.notices.clear(topic);
    for (const { name, file } of bundled(all)) {
      try {
        await this.file(await file());
      } catch (error) {
        this.notices.problem(this.text.t.shell.notRead(name), error, topic);
      }
    }
  }

  async paste(text: string): Promise<void> {
    const { shell } = this.text.t;
    if (!text.trim()) {
      this.notices.say(shell.clipboardEmpty);
      return;
    }
    this.notices.clear(topic);
    await this.table(`${shell.pasted}.csv`, new Blob([text]));
  }

  /** From the button: browsers ask for permission, Electron refuses; then the key does it. */
  async pasteFromClipboard(): Promise<void> {
    let text: string;
    try {
      text = await navigator.clipboard.readText();
    } catch {
      this.notices.say(this.text.t.shell.pasteHere);
      return;
    }
    await this.paste(text);
  }

  /** Opens the system's dialog. */
  choose(): void {
    const field = document.createElement('input');
    field.type = 'file';
    field.multiple = true;
    field.accept = '.csv,.tsv,.txt,.tab,.dat,.tsf,.ts,.arff,.xlsx,.parquet,.gz,.zip,.json,.wav,.png,text/*';
    field.addEventListener('change', () => void this.files(field.files ?? []));
    field.click();
  }

  private async file(file: File): Promise<void> {
    if (/\.json$/i.test(file.name)) {
      const content = await file.text().catch(() => '');
      // Other JSON is refused as what it is, by the reader of tables.
      if (content.includes('"nodes"')) return this.drawing(file.name, content);
    }
    await this.table(file.name, file);
  }

  private async drawing(fileName: string, content: string): Promise<void> {
    const { studio } = this;
    // Read here, so that a problem says where in the file it is; the page that draws it is loaded when it is needed.
    const { readArchitectureText } = await import('./features/architecture/words/file.ts');
    try {
      const { architecture, issues } = readArchitectureText(content);
      if (!architecture) return this.refuse(fileName, issues);
      const name = titleOf(fileName);
      const record = await studio.api.architectures.create(await studio.ensureProject(name), name, architecture);
      studio.put('architecture', record);
      studio.select('architecture', record.id);
      studio.page = 'architecture';
    } catch (error) {
      this.notices.problem(this.text.t.shell.notRead(fileName), error, topic);
    }
  }

  get canCancel(): boolean {
    return this.going.size > 0;
  }

  /** Ends the imports that are going on; nothing of them is kept. */
  cancel(): void {
    for (const id of this.going) {
      this.going.delete(id);
      // One that has just come to its end cannot be cancelled any more.
      void this.studio.api.imports.cancel(id).catch(() => {});
    }
  }

  private async table(name: string, content: Blob, options: ImportOptions = {}): Promise<void> {
    const { studio } = this;
    studio.busy = [...studio.busy, name];
    let id = '';
    try {
      await this.piece(name, content, 0);
      // A project is made only once there is something to put into it.
      const hadProject = studio.projectId !== null;
      const project = await studio.ensureProject(titleOf(name));
      try {
        id = await studio.api.imports.begin(project, name, content.size);
        this.going.add(id);
        for (let at = 0; at < content.size; at += pieceBytes) await studio.api.imports.append(id, await this.piece(name, content, at));
        const record = await studio.api.imports.finish(id, options);
        studio.put('dataset', record);
        studio.select('dataset', record.id);
        studio.page = 'data';
      } catch (error) {
        // What failed on this side is still waited for on the other.
        if (id && this.going.has(id)) await studio.api.imports.cancel(id).catch(() => {});
        if (!hadProject) await this.forget(project);
        throw error;
      }
    } catch (error) {
      const codes = issuesOf(error).map(({ code }) => code);
      if (codes.every((code) => code === 'import-cancelled' || code === 'no-import')) {
        this.notices.say(this.text.t.shell.importCancelled(name));
        return;
      }
      // A text has no columns: its symbols can be learned, if that is what the person meant.
      const isText = !options.symbols && codes.includes('no-numbers');
      const asText = () => {
        this.notices.clear(topic);
        void this.table(name, content, { symbols: true });
      };
      this.notices.problem(
        this.text.t.shell.notRead(name),
        error,
        topic,
        isText ? { label: this.text.t.shell.readAsText, run: asText } : undefined,
      );
    } finally {
      this.going.delete(id);
      studio.busy = studio.busy.filter((n) => n !== name);
    }
  }

  /** Bytes of a file from one place on. A folder can be dropped too, and has none. */
  private async piece(name: string, content: Blob, at: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await content.slice(at, at + pieceBytes).arrayBuffer());
    } catch {
      const said = this.text.t.shell.notAFile(name);
      throw new IssueError([issue('not-a-file', said.where, said.message, said.fix)]);
    }
  }

  private refuse(name: string, issues: Issue[]): void {
    this.notices.problem(this.text.t.shell.notRead(name), issues, topic);
  }

  /** The project that was made for a file that could not be read. */
  private async forget(project: string): Promise<void> {
    await this.studio.openProject(null);
    await this.studio.api.projects.remove(project).catch(() => {});
  }
}

/** Name of a project that is made for a file. */
const titleOf = (fileName: string): string => fileName.replace(/\.[^.]+$/, '') || fileName;
