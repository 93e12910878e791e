/** The name of EMR's client of S3, which jobs set. */
@NullMarked
package com.amazon.ws.emr.hadoop.fs;

import org.jspecify.annotations.NullMarked;
