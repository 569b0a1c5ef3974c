# Draws target/bench/start.csv, which `make bench` writes: gnuplot src/bench/start.gnuplot
# Each point is one start.
set terminal svg size 760,380 dynamic background rgb "white" font "sans-serif,13"
set output "docs/images/start.svg"
set datafile separator ","
set xrange [0.5:6.5]
set xtics ("JDK 17" 1, "JDK 17\nAppCDS" 2, "JDK 25" 3, "JDK 25\nAOT" 4, "minimal\nAOT" 5, "untuned\nAOT" 6)
set yrange [0:11000]
set grid ytics lc rgb "#dddddd"
set bmargin 3.5
set key top right Left reverse samplen 1
set title "from the start of the process to ready, ms"
place(jdk, cache) = (jdk < 20 ? 1 : 3) + (cache eq "none" ? 0 : cache eq "AOT minimal" ? 2 : cache eq "AOT untuned" ? 3 : 1)
plot "target/bench/start.csv" using (place(column(1), strcol(2)) - 0.08):3 every ::1 title "on the clock" pt 7 ps 0.7 lc rgb "#0b62c4", \
  "" using (place(column(1), strcol(2)) + 0.08):4 every ::1 title "processor time" pt 7 ps 0.7 lc rgb "#c4530b", \
  1000 title "required with AOT" lc rgb "#999999" dt 2
