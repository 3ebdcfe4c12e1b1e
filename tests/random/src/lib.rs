//! Random packages in all of which generated code, reflection and the oracle agree: see the tests.
