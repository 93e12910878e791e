'use strict';
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const MARKS = {
    'succeeded': '✓', 'error caught': '!', 'failed': '✗', 'timed out': '⏱', 'aborted': '■', 'running': '▶'
  };
  const LINE = 17;
  /** The minimum scale of a graph. A larger graph is scrolled. */
  const SMALLEST = 0.8;
  const ruler = document.createElement('canvas').getContext('2d');

  const width = (text, font) => {
    ruler.font = font;
    return ruler.measureText(text).width;
  };

  const shape = (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  /** Splits a name into lines of limited length. */
  const lines = (text, longest) => {
    const result = [''];
    for (const word of text.split(/(?<=[\s_-])/)) {
      for (let rest = word; rest; rest = rest.slice(longest)) {
        const piece = rest.slice(0, longest);
        if (result.at(-1) && (result.at(-1) + piece).trim().length > longest) {
          result.push('');
        }
        result[result.length - 1] += piece;
      }
    }
    return result.map(line => line.trim());
  };

  const LONGEST = 26;

  const cut = text => text.length > LONGEST ? text.slice(0, LONGEST - 1) + '…' : text;

  /** Returns a condition without the paths of its values. */
  const brief = text => text.replace(/\$?\.?(?:\w+\.)+(?=\w)/g, '');

  /** Merges the edges between the same two states. */
  const merge = edges => {
    const merged = new Map();
    for (const edge of edges) {
      const key = `${edge.from} ${edge.to}`;
      const before = merged.get(key);
      if (before) {
        before.kind = before.kind === 'catch' ? edge.kind : before.kind;
        before.labels.push(edge.label);
      } else {
        merged.set(key, { ...edge, labels: [edge.label] });
      }
    }
    return [...merged.values()].map(edge => {
      const labels = edge.labels.filter(label => label);
      const text = edge.kind === 'catch' ? labels.join(', ') : edge.kind === 'next' ? '' : labels.map(brief).join(' | ');
      return { ...edge, full: labels.join('\n'), label: cut(text) };
    });
  };

  const described = node => `${node.type}` + (node.visits > 1 ? ` · ${node.visits} visits` : '');

  /** Lays out the content of a node. A state that contains others is as large as their graphs, placed next to each other. */
  const measure = node => {
    const names = lines(node.name, LONGEST);
    const type = `${MARKS[node.status] ?? ''} ${described(node)}`.trim();
    const text = Math.max(...names.map(name => width(name, '13px system-ui')), width(type, '600 11px system-ui'));
    const head = names.length * LINE + 24;
    const inner = node.graphs.map(graph => layout(graph, false));
    const innerWidth = inner.reduce((sum, graph) => sum + graph.width + 12, 12);
    const innerHeight = Math.max(0, ...inner.map(graph => graph.height + 12));
    return {
      node, names, type, head, inner,
      width: Math.max(text + 24, inner.length ? innerWidth : 0),
      height: head + innerHeight
    };
  };

  const layout = (graph, outermost) => {
    const laid = new dagre.graphlib.Graph({ multigraph: true });
    laid.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 14, marginx: 10, marginy: 10 });
    graph.nodes.forEach((node, i) => laid.setNode(`n${i}`, measure(node)));
    merge(graph.edges).forEach((edge, i) => {
      const times = edge.taken > 1 ? `${edge.taken}×` : '';
      const label = [edge.label, times].filter(part => part).join(' ');
      const size = label ? { width: width(label, '11px system-ui') + 8, height: 16, labelpos: 'c' } : {};
      laid.setEdge(`n${edge.from}`, `n${edge.to}`, { ...size, edge, text: label }, `e${i}`);
    });
    if (outermost) {
      laid.setNode('start', { width: 14, height: 14 });
      const reached = graph.nodes[graph.first].visits > 0;
      laid.setEdge('start', `n${graph.first}`, { edge: { kind: 'next', taken: reached ? 1 : 0, full: '' } }, 'first');
    }
    dagre.layout(laid);
    const { width: w, height: h } = laid.graph();
    return { width: w, height: h, laid };
  };

  const path = points => {
    const [first, ...rest] = points;
    let d = `M${first.x},${first.y}`;
    rest.forEach((point, i) => {
      const next = rest[i + 1];
      d += next
        ? ` Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`
        : ` L${point.x},${point.y}`;
    });
    return d;
  };

  const drawEdge = (placed, id) => {
    const { edge, text, points } = placed;
    const line = shape('path', {
      d: path(points),
      class: `edge ${edge.kind} ${edge.taken ? 'taken' : ''}`,
      'marker-end': `url(#${id}-${edge.taken ? 'taken-tip' : 'tip'})`
    });
    const title = shape('title', {});
    title.textContent = [edge.full, edge.taken ? `taken ${edge.taken}×` : 'not taken'].filter(part => part).join('\n');
    line.append(title);
    if (!text) {
      return [line];
    }
    const label = shape('text', { x: placed.x, y: placed.y + 4, 'text-anchor': 'middle', class: 'label' });
    label.textContent = text;
    const paper = shape('rect', {
      x: placed.x - placed.width / 2, y: placed.y - 8, width: placed.width, height: 16, class: 'paper'
    });
    return [line, paper, label];
  };

  const drawNode = (placed, id) => {
    const { node } = placed;
    const kind = node.visits ? `is-${node.status.replace(' ', '-')}` : 'missed';
    const left = placed.x - placed.width / 2;
    const top = placed.y - placed.height / 2;
    const box = shape('rect', {
      x: left, y: top, width: placed.width, height: placed.height, rx: node.type === 'Choice' ? 16 : 5, class: 'node'
    });
    const title = shape('title', {});
    title.textContent = `${node.name}: ${node.status}`;
    const link = shape('a', { href: `#${node.anchor}`, class: kind, 'aria-label': `${node.name}, ${node.status}` }, title, box);
    placed.names.forEach((name, i) => {
      const text = shape('text', { x: placed.x, y: top + 18 + i * LINE, 'text-anchor': 'middle' });
      text.textContent = name;
      link.append(text);
    });
    const type = shape('text', { x: placed.x, y: top + placed.head - 9, 'text-anchor': 'middle', class: 'type' });
    type.textContent = placed.type;
    link.append(type);
    const group = shape('g', {}, link);
    let x = left + 12;
    for (const inner of placed.inner) {
      const within = shape('g', { transform: `translate(${x},${top + placed.head})` });
      within.append(...draw(inner, id));
      group.append(within);
      x += inner.width + 12;
    }
    return group;
  };

  const draw = ({ laid }, id) => [
    ...laid.edges().flatMap(edge => drawEdge(laid.edge(edge), id)),
    ...laid.nodes().map(name => laid.node(name)).map(placed => placed.node
      ? drawNode(placed, id)
      : shape('circle', { cx: placed.x, cy: placed.y, r: 7, class: 'end' }))
  ];

  const tip = (id, name) => shape('marker', {
    id: `${id}-${name}`, viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 9, markerHeight: 9,
    markerUnits: 'userSpaceOnUse', orient: 'auto'
  }, shape('path', { d: 'M0,0 L10,5 L0,10 z', class: name }));

  for (const place of document.querySelectorAll('[data-graph]')) {
    const id = place.dataset.graph;
    const whole = layout(JSON.parse(document.getElementById(id).textContent), true);
    const scale = Math.min(1, Math.max(SMALLEST, (place.clientWidth - 18) / whole.width));
    const picture = shape('svg', {
      viewBox: `0 0 ${whole.width} ${whole.height}`, width: whole.width * scale, height: whole.height * scale
    }, shape('defs', {}, tip(id, 'tip'), tip(id, 'taken-tip')), ...draw(whole, id));
    place.replaceChildren(picture);
    place.scrollLeft = whole.laid.node('start').x * scale - place.clientWidth / 2;
  }

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let element = target; element; element = element.parentElement) {
      if (element.tagName === 'DETAILS') {
        element.open = true;
      }
    }
    if (target?.tagName === 'DETAILS') {
      target.querySelector('summary').focus({ preventScroll: true });
      target.scrollIntoView();
    }
  };
  // A link to the current location does not cause a hashchange event.
  document.addEventListener('click', event => {
    if (event.target.closest('a[href^="#"]')?.getAttribute('href') === location.hash) {
      // The browser navigates first.
      setTimeout(reveal);
    }
  });
  addEventListener('hashchange', reveal);
  reveal();

  const states = document.getElementById('states');
  if (states) {
    const button = document.createElement('button');
    button.type = 'button';
    const all = () => [...states.parentElement.querySelectorAll('details')];
    const name = () => button.textContent = all().some(one => !one.open) ? 'Open all' : 'Close all';
    button.addEventListener('click', () => {
      const open = all().some(one => !one.open);
      all().forEach(one => one.open = open);
      name();
    });
    states.parentElement.addEventListener('toggle', name, true);
    name();
    states.after(button);
  }
})();
