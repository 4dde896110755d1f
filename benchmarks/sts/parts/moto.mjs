export const measureMoto = async () => undefined
