const begin = (name: string) => `<!-- generated: ${name} -->`;
const end = '<!-- end -->';
const anySection = /<!-- generated: (\S+) -->\n.*?<!-- end -->/gs;

/** The page with everything between its markers made anew; the rest of it stays as it is. */
export const withSections = (
  path: string,
  page: string,
  sections: Readonly<Record<string, string>>,
): string => {
  const opened = page.split('<!-- generated: ').length - 1;
  let filled = 0;
  const text = page.replace(anySection, (_, name: string) => {
    const section = sections[name];
    if (section === undefined) {
      const known = Object.keys(sections).join(', ');
      throw new Error(`${path}: expected a section that there is (${known}); got "${name}"`);
    }
    filled += 1;
    return `${begin(name)}\n\n${section}\n\n${end}`;
  });
  if (opened === 0) throw new Error(`${path}: expected ${begin('NAME')} … ${end}; found none`);
  if (filled !== opened) throw new Error(`${path}: expected ${end} after every ${begin('NAME')}`);
  return text;
};
