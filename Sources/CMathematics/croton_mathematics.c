// A target of C has a source; all of this one is in its headers.
#include "croton_mathematics.h"
