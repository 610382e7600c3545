import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Screenshots are build output: made to be looked at. */
export const SCREENSHOTS = 'dist/screenshots';

/** Debian's, by default; a runner without sandbox rights is the rule for containers. */
export const startBrowser = async (): Promise<Browser> => {
  await mkdir(SCREENSHOTS, { recursive: true });
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
};

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, page errors and violations of the content-security policy. */
  readonly complaints: readonly string[];
  /** Every request that the page made, itself included. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

/** Serves a page on this machine and opens it, with an eye on everything that it does. */
export const openPage = async (
  browser: Browser,
  html: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<OpenPage> => {
  const server = createServer((request, response) => {
    const isPage = request.url === '/report.html';
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(isPage ? html : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, ...options });
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`http://127.0.0.1:${portOf(server.address())}/report.html`);
  return {
    page,
    complaints,
    requests,
    close: async () => {
      await page.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
