// SPDX-License-Identifier: Apache-2.0
import { createRoot } from 'react-dom/client';
import './css/base.css';
import './css/frame.css';
import './css/list.css';
import './css/conversation.css';
import './css/composer.css';
import './css/panel.css';
import './css/dialogs.css';
import './css/channels.css';
import './css/webhooks.css';
import { App } from './ui/App.tsx';

createRoot(document.getElementById('root')!).render(<App />);
