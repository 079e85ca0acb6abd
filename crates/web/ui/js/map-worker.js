// The worker of the map: reads tiles beside the page.
import "maplibre-gl/dist/maplibre-gl-worker.mjs";
