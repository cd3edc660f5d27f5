import { build, installDependencies } from './bootstrap.mjs'

installDependencies()
build()
