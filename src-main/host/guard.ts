/**
 * Who may talk to the loopback host: only pages that it served itself, opened with its token.
 * Host is checked against DNS rebinding, Origin against other sites in the same browser; the token in the printed address
 * becomes a cookie that scripts cannot read and other sites do not send.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export class Guard {
  readonly token: string;
  /** Cookies of one host name are shared by all its ports; the port in the name keeps hosts apart. */
  private cookieName = 'loopwright';
  private origins: string[] = [];
  private readonly tickets = new Set<string>();

  constructor(token = randomBytes(24).toString('base64url')) {
    this.token = token;
  }

  /** Once the port is known. */
  listensOn(port: number): void {
    this.cookieName = `loopwright-${port}`;
    this.origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  }

  /** The address is one of ours; anything else is another name that was made to point here. */
  hasOurHost(request: IncomingMessage): boolean {
    return this.origins.includes(`http://${request.headers.host}`);
  }

  /** A request without Origin comes from no page's script (a typed address, a tool with the cookie). */
  hasOurOrigin(request: IncomingMessage, isRequired: boolean): boolean {
    const { origin } = request.headers;
    return origin === undefined ? !isRequired : this.origins.includes(origin) && origin === `http://${request.headers.host}`;
  }

  hasToken(given: string | null | undefined): boolean {
    if (!given) return false;
    const [a, b] = [Buffer.from(given), Buffer.from(this.token)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** Opens the page once. For a browser that is started with the address among its arguments, where every user of the machine can read it. */
  ticket(): string {
    const ticket = randomBytes(24).toString('base64url');
    this.tickets.add(ticket);
    return ticket;
  }

  /** Whether the token of an address opens the page. */
  admits(given: string | null): boolean {
    return this.hasToken(given) || (given !== null && this.tickets.delete(given));
  }

  hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((c) => c.trim().split('='));
    return cookies.some(([name, value]) => name === this.cookieName && this.hasToken(value));
  }

  cookie(): string {
    return `${this.cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }
}
