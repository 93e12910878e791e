/** The four profiles with which most platform teams start: plain, with KMS keys, with Kerberos, with Lake Formation. */
@NullMarked
package io.github.emrlaunch.examples.profiles;

import org.jspecify.annotations.NullMarked;
