select to_regclass('allocator_shadow.rebuild') is not null as there
