/** A data set that can be downloaded: one tar archive at its public home. */
export interface CatalogEntry {
  title: string;
  /** Where the archive is. */
  url: string;
  /** The archive's top folder, which is also the data set's name below `data`. It holds the .mat file. */
  folder: string;
  /** The archive's size as its home tells it, to read before the server has told it to the byte. */
  size: string;
  /** The archive's length in bytes, where it is known; a server that offers another one is not believed. */
  length?: number;
  /** The archive's MD5 checksum in hexadecimal. */
  md5: string;
  /** What is inside. */
  contents: string;
  /** What it may be used for, shown before the first byte is asked for. */
  terms: string;
  /** Where its authors describe it. */
  home: string;
}

const home = "https://data.vision.ee.ethz.ch/cvl/rrothe/imdb-wiki/";

/** The authors' own words. */
const terms =
  "Please notice that this dataset is made available for academic research purpose only. All the images are collected " +
  "from the Internet, and the copyright belongs to the original owners. If any of the images belongs to you and you " +
  "would like it removed, please kindly inform us, we will remove it from our dataset immediately.";

/**
 * What `npm run download` knows, by the name that it is asked for.
 *
 * IMDB-WIKI's home offers whole photos, too, which are not here: `imdb_0.tar` to `imdb_9.tar` and `wiki.tar.gz`, whose
 * `wiki.mat` is also in `wiki_crop.tar`. It states sizes in gigabytes and no checksums; length and MD5 are those that
 * public projects which use the archives have recorded, each MD5 found in three at least.
 */
export const catalog = {
  imdb: {
    title: "IMDB-WIKI, the faces from IMDb",
    url: `${home}static/imdb_crop.tar`,
    folder: "imdb_crop",
    size: "7 GB",
    length: 7_012_157_440,
    md5: "44b7548f288c14397cb7a7bab35ebe14",
    contents: "460,723 face crops and their metadata, imdb.mat",
    terms,
    home,
  },
  wiki: {
    title: "IMDB-WIKI, the faces from Wikipedia",
    url: `${home}static/wiki_crop.tar`,
    folder: "wiki_crop",
    size: "1 GB",
    md5: "f536eb7f5eae229ae8f286184364b42b",
    contents: "62,328 face crops and their metadata, wiki.mat",
    terms,
    home,
  },
  "imdb-meta": {
    title: "IMDB-WIKI, the metadata of the photos from IMDb",
    url: `${home}static/imdb_meta.tar`,
    folder: "imdb",
    size: "size not stated",
    md5: "469433135f1e961c9f4c0304d0b5db1e",
    contents: "imdb.mat without the pictures, enough to clean the records and to look at the ages",
    terms,
    home,
  },
} satisfies Record<string, CatalogEntry>;
