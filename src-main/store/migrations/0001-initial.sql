-- The first shape of the store. Times are milliseconds since 1970 UTC. Every blob has its SHA-256 beside it, checked on reading:
-- SQLite alone does not notice a flipped bit inside a blob. What is deleted keeps its row until it is purged, so that deletion can be undone.

create table projects (
  id text primary key,
  name text not null,
  sample text not null default '',
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;

create table datasets (
  id text primary key,
  project text not null references projects (id) on delete cascade,
  name text not null,
  file_name text not null,
  row_count integer not null,
  inspection text not null,
  read_options text not null,
  hash text not null,
  design text not null,
  design_hash text not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
create index datasets_by_project on datasets (project);

-- Numeric columns as float64, little-endian; the time of the rows, if there is one, is the column of kind 'time'.
create table dataset_columns (
  dataset text not null references datasets (id) on delete cascade,
  position integer not null,
  kind text not null check (kind in ('number', 'time')),
  name text not null,
  numbers blob not null,
  sha256 text not null,
  primary key (dataset, position)
) strict;

-- The file as it was dropped, gzipped, so that it can be read again with other settings.
create table dataset_sources (
  dataset text primary key references datasets (id) on delete cascade,
  bytes blob not null,
  sha256 text not null
) strict;

create table architectures (
  id text primary key,
  project text not null references projects (id) on delete cascade,
  name text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
create index architectures_by_project on architectures (project);

create table architecture_versions (
  architecture text not null references architectures (id) on delete cascade,
  version integer not null,
  content text not null,
  layout text not null,
  created_at integer not null,
  primary key (architecture, version)
) strict;

create table runs (
  id text primary key,
  project text not null references projects (id) on delete cascade,
  name text not null,
  status text not null check (status in ('queued', 'running', 'paused', 'interrupted', 'finished', 'stopped', 'failed')),
  plan text not null,
  -- What became known while it ran, as JSON: parameters, backend, baselines, scores ...
  outcome text not null,
  note text not null default '',
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
create index runs_by_project on runs (project);
create index runs_by_status on runs (status);

create table epochs (
  run text not null references runs (id) on delete cascade,
  epoch integer not null,
  record text not null,
  -- Forecasts of the watched windows after this epoch, float32.
  forecasts blob not null,
  sha256 text not null,
  primary key (run, epoch)
) strict;

-- Losses of single steps in chunks, float32; a chunk begins with the step after `after_step`.
create table step_losses (
  run text not null references runs (id) on delete cascade,
  after_step integer not null,
  losses blob not null,
  sha256 text not null,
  primary key (run, after_step)
) strict;

create table checkpoints (
  run text not null references runs (id) on delete cascade,
  which text not null check (which in ('best', 'last')),
  epoch integer not null,
  bytes blob not null,
  sha256 text not null,
  created_at integer not null,
  primary key (run, which)
) strict;

create table exports (
  id text primary key,
  run text not null references runs (id) on delete cascade,
  checkpoint text not null check (checkpoint in ('best', 'last')),
  -- Of which checkpoint exactly: the name moves on while the run does.
  epoch integer not null,
  checkpoint_sha256 text not null,
  format text not null,
  file_name text not null,
  bytes blob not null,
  sha256 text not null,
  report text not null,
  created_at integer not null
) strict;
create index exports_by_run on exports (run);

create table preferences (
  name text primary key,
  value text not null
) strict;
