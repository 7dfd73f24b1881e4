#ifndef CROTON_MATHEMATICS_H
#define CROTON_MATHEMATICS_H

// The mathematical functions of the generated C, for what Swift computes: the same bits everywhere. The
// other headers are as Croton generates them; GeneratedTests compares and records them.
#include "croton_functions.h"

#endif
