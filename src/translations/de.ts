/** German. */
import type { Translation } from './translation.js';

const curves = 'Die Kurven erscheinen, sobald das Training beginnt.';
const evaluation = 'Erscheint, wenn ein trainiertes Netz geprüft wurde.';
const folder = 'Bitte prüfen, ob alle Dateien des Ordners „dist“ neben dem Skript liegen.';

const epochs = (count: number): string => `${count} ${count === 1 ? 'Epoche' : 'Epochen'}`;
/** What an error is about, after a colon; nothing if that is not known. */
const about = (subject: string): string => (subject === '' ? '' : `: ${subject}`);

const german: Translation = {
  code: 'de',
  trainer: {
    train: 'Trainieren',
    trainMore: 'Weiter trainieren',
    pause: 'Pause',
    resume: 'Fortsetzen',
    stop: 'Stopp',
    reset: 'Von vorn',
    model: 'Modell',
    save: 'In diesem Browser speichern',
    export: 'Herunterladen',
    exportOnnx: 'Als ONNX herunterladen',
    exportPyTorch: 'Für PyTorch herunterladen',
    import: 'Datei öffnen …',
    dataProgress: 'Daten werden geladen',
    trainingProgress: 'Trainingsfortschritt',
    saved: 'Das Modell ist in diesem Browser gespeichert.',
    imported: 'Das Modell wurde geöffnet und ist bereit.',
    testAccuracy: 'Testgenauigkeit',
    validationAccuracy: 'Validierung',
    idle: 'Bereit zum Lernen. Drücken Sie „Trainieren“.',
    loading: 'Wird vorbereitet …',
    loaded: (images) => `${images} Bilder zum Lernen sind geladen. Drücken Sie „Trainieren“.`,
    trained: 'Das Netz ist trainiert. Zeichnen Sie eine Ziffer, oder trainieren Sie weiter.',
    training: 'Das Netz beginnt zu lernen.',
    paused: 'Das Training ist angehalten.',
    failed: 'Etwas ist schiefgegangen.',
    epoch: (epoch, all) => `Das Netz lernt: Epoche ${epoch} von ${all}.`,
    notes: {
      'labels-from-1': 'Die Klassen in den Daten sind ab 1 nummeriert; hier werden sie ab 0 gezählt.',
      transposed: 'Die Bilder in den Daten liegen auf der Seite; sie wurden aufgerichtet.',
    },
    importedPixels: {
      file: (pixels) => `Das geöffnete Modell sagt, dass es Bildpunkte von ${pixels} erwartet.`,
      pictures: (pixels, share, pictures) =>
        `Das geöffnete Modell erwartet Bildpunkte von ${pixels}: So liest es ${share} von ${pictures} Testbildern richtig.`,
      chance: (pixels, share, pictures) =>
        `Das geöffnete Modell liest nicht mehr Testbilder richtig als der Zufall (${share} von ${pictures}), welche ` +
        `Bildpunkte es auch bekommt; ${pixels} ist geraten. Vielleicht hat es andere Bilder oder Klassen gelernt.`,
      none: (pixels) =>
        `Es gab keine Testbilder, die zum geöffneten Modell passen: Dass es Bildpunkte von ${pixels} erwartet, ist geraten.`,
    },
    recovered: (epoch) => `Das Training wurde unterbrochen und geht ab Epoche ${epoch} weiter.`,
    load: (loaded, total) => (total === '' ? loaded : `${loaded} von ${total}`),
    progress: ({ epoch, epochs: all, batch, batches, loss, imagesPerSecond, left }) =>
      `Epoche ${epoch} von ${all} · Stapel ${batch} von ${batches} · Verlust ${loss} · ` +
      `${imagesPerSecond} Bilder/s · noch ${left}`,
    end: ({ stopped, epochs: count, duration, accuracy }) =>
      `${stopped ? 'Gestoppt' : 'Fertig'} nach ${duration}: ${epochs(count)}` +
      `${accuracy === '' ? '' : `, ${accuracy} der Testbilder richtig gelesen`}.`,
    threads: (count) => (count === 1 ? 'ein Prozessorkern' : `${count} Prozessorkerne`),
  },
  pad: {
    surface: 'Zeichenfläche',
    instructions:
      'Zeichnen Sie mit Maus, Finger oder Stift. Auf der Tastatur bewegen die Pfeiltasten den Stift, mit der ' +
      'Umschalttaste in größeren Schritten; Leertaste oder Eingabetaste setzt ihn auf und hebt ihn ab; die ' +
      'Escape-Taste löscht alles; Strg Z macht rückgängig, und Strg Y stellt wieder her.',
    required: 'Erforderlich.',
    hint: 'Zeichnen Sie eine Ziffer',
    penDown: 'Stift aufgesetzt',
    penUp: 'Stift abgehoben',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    clear: 'Löschen',
    bars: 'Für wie wahrscheinlich das Netz jede Antwort hält',
    waiting: 'Hier erscheint die Antwort des Netzes.',
    notTrained: 'Trainieren Sie zuerst das Netz, dann liest es, was Sie zeichnen.',
    missingDrawing: 'Zeichnen Sie eine Ziffer.',
    missingValue: 'Die Zeichnung ist noch nicht erkannt.',
    unsureValue: 'Das Netz ist nicht sicher, was das ist. Zeichnen Sie es noch einmal.',
    answer: (name, probability) => `Das sieht aus wie „${name}“ (${probability})`,
    unsure: (name, probability) => `Nicht sicher. Vielleicht „${name}“ (${probability})?`,
  },
  extras: {
    input: 'Eingabe: 28 × 28',
    inputOf: (width, height) => `Eingabe: ${width} × ${height}`,
    inputAltEmpty: 'Noch kein Bild',
    inputAlt: (label) => `Die Zeichnung, wie das Netz sie sieht, skaliert und zentriert: ${label}`,
    noLayers: 'Dieses Netz hat keine Faltungsschichten, in die man hineinsehen könnte.',
    layer: (name, channels, height, width) => `${name}: ${channels} Filter, je ${height} × ${width}`,
    layerAltEmpty: 'Kein Filter spricht an.',
    layerAlt: (filters) => `Filter, die am stärksten ansprechen: ${filters}.`,
    ask: 'Falsch? Es ist',
    teach: (count) => (count > 1 ? `Alle ${count} beibringen` : 'Beibringen'),
    noted: (label) => `Gemerkt: Das ist „${label}“.`,
    teaching: 'Das Netz lernt dazu …',
    unchanged: 'Nichts gelernt: Es hätte zu viele andere Bilder gekostet.',
    taught: (accuracy) => (accuracy === '' ? 'Gestoppt.' : `Gelernt. Testgenauigkeit: ${accuracy}`),
  },
  charts: {
    headings: {
      loss: 'Verlust',
      accuracy: 'Genauigkeit',
      summary: 'Netz',
      confusion: 'Wahrheitsmatrix',
      classes: 'Fehler je Klasse',
      samples: 'Bilder',
    },
    empty: {
      loss: curves,
      accuracy: curves,
      summary: 'Erscheint, sobald es ein Netz gibt.',
      confusion: evaluation,
      classes: evaluation,
      samples: 'Erscheinen, sobald es einen Trainer gibt.',
    },
    unavailable: 'Die Diagramme konnten nicht geladen werden.',
  },
  views: {
    data: 'Daten',
    epoch: 'Epoche',
    training: 'Training',
    validation: 'Validierung',
    loss: {
      table: 'Verlust je Epoche',
      early: 'Kurven des Verlusts in der ersten Epoche.',
      label: ({ epoch, training, validation }) =>
        `Kurven des Verlusts. Nach Epoche ${epoch}: Training ${training}` +
        `${validation === '' ? '' : `, Validierung ${validation}`}.`,
    },
    accuracy: {
      table: 'Genauigkeit je Epoche',
      early: 'Kurven der Genauigkeit in der ersten Epoche.',
      label: ({ epoch, training, validation }) =>
        `Kurven der Genauigkeit. Nach Epoche ${epoch}: Training ${training}` +
        `${validation === '' ? '' : `, Validierung ${validation}`}.`,
    },
    summary: {
      caption: 'Schichten des Netzes',
      layer: 'Schicht',
      type: 'Art',
      shape: 'Form der Ausgabe',
      parameters: 'Parameter',
      total: 'Summe',
    },
    confusion: {
      caption: 'Anzahlen der Wahrheitsmatrix',
      label: (accuracy) => `Wahrheitsmatrix der Testbilder, von denen ${accuracy} richtig gelesen wurden.`,
      truth: 'Wahrheit',
      prediction: 'Gelesen als',
      count: 'Bilder',
    },
    classes: {
      caption: 'Fehler in jeder Klasse der Testbilder, die meisten zuerst',
      name: 'Klasse',
      errors: 'Fehler',
      misread: 'Falsch gelesen',
      misreadOf: (misread, total) => `${misread} von ${total}`,
    },
    samples: {
      show: 'Beispiele zeigen',
      groups: 'Welche Bilder',
      training: 'Training',
      test: 'Test',
      misread: 'Falsch gelesen',
      previous: 'Zurück',
      next: 'Weiter',
      random: 'Zufällig',
      goTo: 'Gehe zu Nr.',
      loading: 'Bilder werden geladen …',
      failed: 'Die Bilder konnten nicht gezeigt werden. Versuchen Sie es noch einmal.',
      noneMisread: 'Kein Testbild wurde falsch gelesen.',
      range: (first, last, total) => `${first} – ${last} von ${total}`,
      altTraining: (index, label) => `Trainingsbild Nr. ${index}: ${label}`,
      altTest: (index, label) => `Testbild Nr. ${index}: ${label}`,
      altMisread: (index, label, predicted) => `Testbild Nr. ${index}: ${label}, gelesen als ${predicted}`,
      misreadAs: (label, predicted) => `${label} → ${predicted}`,
    },
  },
  errors: {
    'invalid-attribute': (attribute) => `Ein Attribut hat einen unbrauchbaren Wert${about(attribute)}.`,
    'invalid-argument': (value) => `Ein übergebener Wert ist unbrauchbar${about(value)}.`,
    'invalid-state': () => 'Das ist im gegenwärtigen Zustand nicht möglich.',
    stopped: () => 'Das wurde gestoppt, bevor es fertig war.',
    'not-trained': () =>
      'Es gibt noch kein trainiertes Netz. Trainieren Sie zuerst, oder öffnen Sie ein gespeichertes Modell.',
    'trainer-not-found': (id) =>
      `Auf dieser Seite fehlt das Element <mnist-trainer>, auf das sich dieses hier bezieht${about(id)}.`,
    'worker-failed': () =>
      `Der Worker konnte nicht gestartet werden. ${folder} Auch die Content-Security-Policy der Seite muss ihn erlauben.`,
    'worker-timeout': () => 'Der Worker hat nicht rechtzeitig geantwortet. Versuchen Sie es noch einmal.',
    'worker-crashed': () => 'Der Worker ist abgestürzt. Versuchen Sie es noch einmal.',
    'data-not-found': (url) =>
      `Eine Datendatei wurde nicht gefunden${about(url)}. Bitte das Attribut „src“ des Trainers prüfen.`,
    'data-network': (url) =>
      `Die Daten konnten nicht geladen werden${about(url)}. Prüfen Sie die Verbindung, und versuchen Sie es noch einmal.`,
    'data-corrupt': (file) => `Eine Datendatei ist beschädigt${about(file)}.`,
    'data-magic': (file) =>
      `Eine Datendatei ist keine IDX-Datei der erwarteten Art${about(file)}. Bitte das Attribut „src“ des Trainers prüfen.`,
    'data-truncated': (file) => `Eine Datendatei ist unvollständig${about(file)}. Bitte neu hochladen.`,
    'data-dimensions': (file) =>
      `Die Bilder haben eine andere Größe als erwartet, oder nicht 8 × 8 bis 64 × 64 Pixel${about(file)}.`,
    'data-count-mismatch': (url) => `Es gibt nicht gleich viele Bilder wie Klassenangaben${about(url)}.`,
    'data-label-range': (url) => `Die Klassen in den Daten passen nicht zu denen, um die es geht${about(url)}.`,
    'out-of-memory': () =>
      'Der Arbeitsspeicher reicht nicht. Schließen Sie andere Seiten, und versuchen Sie es noch einmal, oder verwenden ' +
      'Sie weniger Bilder oder kleinere Stapel.',
    'backend-unknown': (attribute) => `Diese Recheneinheit ist unbekannt${about(attribute)}.`,
    'backend-unavailable': (backend) =>
      `Diese Recheneinheit kann hier nicht trainieren${about(backend)}. Mit backend="auto" wird eine passende gewählt.`,
    'engine-failed': () => 'Beim Rechnen ist ein Fehler aufgetreten. Versuchen Sie es noch einmal.',
    'nan-loss': (attribute) =>
      `Der Verlust ist keine Zahl mehr: Die Lernrate ist zu hoch${about(attribute)}. 0,003 bewährt sich. ` +
      'Die letzten brauchbaren Gewichte sind erhalten.',
    'model-not-found': (url) => `Das Modell wurde nicht gefunden${about(url)}.`,
    'model-network': (url) => `Das Modell konnte nicht geladen werden${about(url)}. Versuchen Sie es noch einmal.`,
    'model-invalid': (file) => `Das Modell ist nicht lesbar${about(file)}.`,
    'model-shape': (attribute) => `Das Modell gehört zu einem anders gebauten Netz${about(attribute)}.`,
    'storage-key-missing': () =>
      'Setzen Sie das Attribut „storage-key“ des Trainers: Unter diesem Schlüssel wird das Modell gespeichert.',
    'storage-unavailable': () =>
      'Der Browser lässt diese Seite keine Modelle speichern. Das Modell ist noch im Arbeitsspeicher.',
    'storage-full': () =>
      'Der Browser hat keinen Platz mehr, um das Modell zu speichern. Es ist noch im Arbeitsspeicher: Laden Sie es ' +
      'herunter, oder schaffen Sie Platz.',
    'storage-empty': (key) => `In diesem Browser ist kein Modell unter diesem Schlüssel gespeichert${about(key)}.`,
    'storage-corrupt': (key) =>
      `Was unter diesem Schlüssel gespeichert ist, ist kein Modell${about(key)}. Trainieren und speichern Sie neu.`,
    'trainer-failed': () => `Ein Teil des Trainers konnte nicht geladen werden. ${folder}`,
    'charts-failed': () => `Ein Diagramm konnte nicht gezeichnet werden. ${folder}`,
    'pad-failed': () => `Ein Teil der Zeichenfläche konnte nicht geladen werden. ${folder}`,
    'translation-failed': (language) => `Die Übersetzung konnte nicht geladen werden${about(language)}. ${folder}`,
    internal: () => 'Etwas Unerwartetes ist schiefgegangen. Versuchen Sie es noch einmal.',
  },
};

export default german;
