#include "croton_call.h"
