import type { Locator, Page } from 'playwright-core';

/** Fill in and submit the page's sign-up form. */
export async function signUpOn(page: Page, email = `${crypto.randomUUID()}@example.com`): Promise<void> {
  await page.getByTestId('email').fill(email);
  await page.getByTestId('password').fill('seven quiet herons');
  await page.getByTestId('submit-auth').click();
  await page.getByTestId('course-form').waitFor();
}

export async function startCourse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Strength training' }).click();
  await page.getByTestId('create-course').click();
  await page.getByTestId('composer').waitFor();
}

export const messages = (page: Page, role: 'user' | 'assistant'): Locator =>
  page.locator(`[data-testid="message"][data-role="${role}"]`);

/** Send a message on the page and wait until the reply is complete. */
export async function ask(page: Page, text: string): Promise<Locator> {
  const replies = messages(page, 'assistant');
  const before = await replies.count();
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  const reply = replies.nth(before);
  await reply.and(page.locator('[data-state="done"]')).waitFor();
  return reply;
}
