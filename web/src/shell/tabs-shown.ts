import { createContext, useContext } from 'react'

export const TabsShown = createContext(false)

/** Whether the phone shows tabs above the page, which then needs no title of its own. */
export const useTabsShown = () => useContext(TabsShown)
