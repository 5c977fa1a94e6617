import { Amplify } from 'aws-amplify';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { loadConfig } from './config';
import { takeLink } from './link';
import './style.css';

const link = takeLink();
const root = createRoot(document.getElementById('root')!);

loadConfig().then(({ pool, captchaScript }) => {
  Amplify.configure({ Auth: { Cognito: pool } });
  root.render(<StrictMode><App pool={pool} link={link} captchaScript={captchaScript} /></StrictMode>);
}, (error: Error) => {
  root.render(<main><p className="problem" role="alert">This page cannot be shown: {error.message}</p></main>);
});
