/* The functions of the network as Croton compiles them: each takes a call, which croton.h
   describes, and returns 0 or the number of a failure. */
#ifndef LENET5_KERNELS_H
#define LENET5_KERNELS_H

#include "croton.h"

int32_t lenet5_run_train(croton_call *call);
int32_t lenet5_run_evaluate(croton_call *call);
int32_t lenet5_run_predict(croton_call *call);

#endif
