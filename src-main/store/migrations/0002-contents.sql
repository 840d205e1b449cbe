-- Numbers and files in chunks, so that a dataset may be larger than memory: a content and a source are written under the mark 'importing', chunk by chunk
-- in transactions of their own, and become visible with the dataset that the last transaction makes. What still has the mark at the next start is removed.
-- Datasets that are copies of each other share both.

create table contents (
  id text primary key,
  state text not null check (state in ('importing', 'ready')),
  kind text not null check (kind in ('series', 'sequences')),
  row_count integer not null,
  hash text not null,
  created_at integer not null
) strict;

-- Columns in the order of the file; the time of the rows, if there is one, has kind 'time' and position -1. chunk_column: under which number its chunks are.
-- words: of a category, as JSON.
create table content_columns (
  content text not null references contents (id) on delete cascade,
  position integer not null,
  kind text not null check (kind in ('number', 'time', 'category')),
  name text not null,
  chunk_column integer not null,
  words text,
  primary key (content, position)
) strict;

-- Stretches of a column as float64, little-endian. extremes: the least and the largest value of every 256 rows and where they stand, null in stores of
-- the first version; before the numbers, so that it is read without them.
create table content_chunks (
  content text not null references contents (id) on delete cascade,
  chunk_column integer not null,
  first_row integer not null,
  row_count integer not null,
  missing integer,
  extremes blob,
  sha256 text not null,
  numbers blob not null,
  primary key (content, chunk_column, first_row)
) strict;

-- Where several series lie one after the other. starts: float64, one more than there are names; labels: int32, places in the classes.
create table content_sequences (
  content text primary key references contents (id) on delete cascade,
  names text not null,
  starts blob not null,
  labels blob,
  classes text,
  summary text not null,
  sha256 text not null
) strict;

-- What was dropped, as it was: a file, or all files of a folder.
create table sources (
  id text primary key,
  state text not null check (state in ('importing', 'ready')),
  name text not null,
  created_at integer not null
) strict;

create table source_files (
  source text not null references sources (id) on delete cascade,
  position integer not null,
  path text not null,
  size_bytes integer not null,
  primary key (source, position)
) strict;

-- Stretches of a file, packed each by itself. first_byte and size_bytes are those of the file.
create table source_chunks (
  source text not null references sources (id) on delete cascade,
  file integer not null,
  first_byte integer not null,
  size_bytes integer not null,
  packing text not null check (packing in ('none', 'gzip', 'zstd')),
  sha256 text not null,
  bytes blob not null,
  primary key (source, file, first_byte)
) strict;

insert into contents select 'c' || substr(id, 2), 'ready', 'series', row_count, hash, created_at from datasets;

insert into content_columns
  select 'c' || substr(dataset, 2), position, kind, name, position, null from dataset_columns;

insert into content_chunks
  select 'c' || substr(c.dataset, 2), c.position, 0, d.row_count, null, null, c.sha256, c.numbers
  from dataset_columns c join datasets d on d.id = c.dataset;

insert into sources select 's' || substr(id, 2), 'ready', file_name, created_at from datasets;

-- A gzip file ends with the size of what it holds, little-endian.
insert into source_chunks
  select 's' || substr(dataset, 2), 0, 0,
    (instr('0123456789ABCDEF', substr(tail, 1, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(tail, 2, 1)) - 1
    + ((instr('0123456789ABCDEF', substr(tail, 3, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(tail, 4, 1)) - 1) * 256
    + ((instr('0123456789ABCDEF', substr(tail, 5, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(tail, 6, 1)) - 1) * 65536
    + ((instr('0123456789ABCDEF', substr(tail, 7, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(tail, 8, 1)) - 1) * 16777216,
    'gzip', sha256, bytes
  from (select dataset, sha256, bytes, hex(substr(bytes, -4)) as tail from dataset_sources);

insert into source_files
  select 's' || substr(d.id, 2), 0, d.file_name, k.size_bytes
  from datasets d join source_chunks k on k.source = 's' || substr(d.id, 2);

create table datasets_new (
  id text primary key,
  project text not null references projects (id) on delete cascade,
  name text not null,
  file_name text not null,
  content text not null references contents (id),
  source text not null references sources (id),
  inspection text not null,
  read_options text not null,
  design text not null,
  design_hash text not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
insert into datasets_new
  select id, project, name, file_name, 'c' || substr(id, 2), 's' || substr(id, 2), inspection, read_options, design, design_hash, created_at, updated_at, deleted_at
  from datasets;
drop table dataset_columns;
drop table dataset_sources;
drop table datasets;
alter table datasets_new rename to datasets;
create index datasets_by_project on datasets (project);
create index datasets_by_content on datasets (content);
create index datasets_by_source on datasets (source);
