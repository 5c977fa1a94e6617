import { useEffect, useRef, type ReactNode } from 'react';

interface ScreenProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** What is to be done next. The focus goes to the field to fill in, or to the heading where there is none. */
export function Screen({ title, children }: ScreenProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = title;
    const fields = [...section.current!.querySelectorAll('input')];
    const next = fields.find(({ value }) => value === '') ?? fields[0] ?? section.current!.querySelector('h1');
    next.focus();
  }, [title]);
  return (
    <section ref={section}>
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </section>
  );
}
