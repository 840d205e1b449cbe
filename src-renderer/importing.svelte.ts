/**
 * Files into the project that is open: dropped anywhere, chosen, or pasted. A table becomes a dataset, an architecture file (.json)
 * an architecture. A file that cannot be read gives a plain Issue and changes nothing; the others are read all the same.
 */
import type { ImportOptions } from '#engine/data/content.ts';
import { issue, issuesOf } from '#shared/errors.ts';
import type { Issue } from '#engine/issue.ts';
import type { Text } from './i18n/text.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/** A file travels as one message; larger ones need the streaming import that comes later. */
const largestBytes = 1_000_000_000;
const topic = 'import';

export class Importing {
  private readonly studio: Studio;
  private readonly notices: Notices;
  private readonly text: Text;

  constructor(studio: Studio, notices: Notices, text: Text) {
    this.studio = studio;
    this.notices = notices;
    this.text = text;
  }

  async files(files: Iterable<File>): Promise<void> {
    const all = [...files];
    this.notices.clear(topic);
    for (const file of all) await this.file(file);
  }

  async paste(text: string): Promise<void> {
    const { shell } = this.text.t;
    if (!text.trim()) {
      this.notices.say(shell.clipboardEmpty);
      return;
    }
    this.notices.clear(topic);
    await this.bytes(`${shell.pasted}.csv`, async () => new TextEncoder().encode(text));
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
    field.accept = '.csv,.tsv,.txt,.tab,.dat,.json,text/*';
    field.addEventListener('change', () => void this.files(field.files ?? []));
    field.click();
  }

  private async file(file: File): Promise<void> {
    const { shell } = this.text.t;
    if (file.size > largestBytes) {
      const said = shell.tooLarge(file.name, this.text.bytes(file.size));
      return this.refuse(file.name, [issue('file-too-large', said.where, said.message, said.fix)]);
    }
    if (/\.json$/i.test(file.name)) {
      const content = await file.text().catch(() => '');
      // Other JSON is refused as what it is, by the reader of tables.
      if (content.includes('"nodes"')) return this.drawing(file.name, content);
    }
    await this.bytes(file.name, async () => {
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch {
        const said = shell.notAFile(file.name);
        throw Object.assign(new Error(said.message), { issues: [issue('not-a-file', said.where, said.message, said.fix)] });
      }
    });
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

  private async bytes(name: string, read: () => Promise<Uint8Array>, options: ImportOptions = {}): Promise<void> {
    const { studio } = this;
    studio.busy = [...studio.busy, name];
    try {
      const bytes = await read();
      // A project is made only once there is something to put into it.
      const hadProject = studio.projectId !== null;
      const project = await studio.ensureProject(titleOf(name));
      try {
        const record = await studio.api.datasets.import(project, name, bytes, options);
        studio.put('dataset', record);
        studio.select('dataset', record.id);
        studio.page = 'data';
      } catch (error) {
        if (!hadProject) await this.forget(project);
        throw error;
      }
    } catch (error) {
      // A text has no columns: its symbols can be learned, if that is what the person meant.
      const isText = !options.symbols && issuesOf(error).some(({ code }) => code === 'no-numbers');
      const asText = () => {
        this.notices.clear(topic);
        void this.bytes(name, read, { symbols: true });
      };
      this.notices.problem(
        this.text.t.shell.notRead(name),
        error,
        topic,
        isText ? { label: this.text.t.shell.readAsText, run: asText } : undefined,
      );
    } finally {
      studio.busy = studio.busy.filter((n) => n !== name);
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
