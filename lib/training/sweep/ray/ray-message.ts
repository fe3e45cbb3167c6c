/** What ray_tasks.py says, a JSON object a line. */
export type RayMessage = RayConnection | RayRefusal | RayLine | RayExit;

/** It has joined the cluster, which has so many machines. */
export interface RayConnection {
  machines: number;
}

/** It cannot join the cluster: a sentence. */
export interface RayRefusal {
  error: string;
}

/** A run printed a line. */
export interface RayLine {
  run: string;
  line: string;
}

/** A run's program ended. */
export interface RayExit {
  run: string;
  /** Its exit status; null where it did not end by itself. */
  status: number | null;
  /** Why there is no status. */
  reason: string | null;
  /** A tar file with the run's folder, where that is not on this disk. */
  archive: string | null;
}
