#pragma once

/// What stands between CONVSCOPE_COLD_BEGIN and CONVSCOPE_COLD_END is compiled to be small, between
/// CONVSCOPE_COLD_MEMBERS_BEGIN and the same end only member functions are. Kernels, which are free
/// functions, keep the speed of the build's own options wherever they are called from; so do the
/// lambdas within them, as long as their headers come first.
#ifdef __clang__
#define CONVSCOPE_COLD_BEGIN \
  _Pragma("clang attribute push(__attribute__((minsize)), apply_to = function)")
#define CONVSCOPE_COLD_MEMBERS_BEGIN \
  _Pragma("clang attribute push(__attribute__((minsize)), apply_to = function(is_member))")
#define CONVSCOPE_COLD_END _Pragma("clang attribute pop")
#else
#define CONVSCOPE_COLD_BEGIN
#define CONVSCOPE_COLD_MEMBERS_BEGIN
#define CONVSCOPE_COLD_END
#endif
