import '@fontsource-variable/ibm-plex-sans/wght.css';
import './styles/base.css';
import './styles/theme.css';
import './styles/print.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
