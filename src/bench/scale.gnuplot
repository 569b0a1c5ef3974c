# Draws target/bench/scale.csv, which `make bench` writes: gnuplot src/bench/scale.gnuplot
set terminal svg size 860,380 dynamic background rgb "white" font "sans-serif,13"
set output "docs/images/scale.svg"
set datafile separator ","
set multiplot layout 1,2
set logscale x
set xrange [300:90000]
set xtics ("520" 520, "5,020" 5020, "50,020" 50020)
set xlabel "Secrets"
set grid ytics lc rgb "#dddddd"
set key top left Left reverse
set yrange [0:400]
set title "memory, MB"
plot "target/bench/scale.csv" using 2:5 every ::1 title "most until ready" with linespoints pt 7 ps 0.6 lc rgb "#c4530b", \
  "" using 2:4 every ::1 title "resident" with linespoints pt 7 ps 0.6 lc rgb "#0b62c4", \
  256 title "required" lc rgb "#999999" dt 2
set yrange [0:*]
set title "99th percentile of an admission, ms: each point a round"
plot "target/bench/scale.csv" using 2:6 every ::1 notitle with points pt 7 ps 0.6 lc rgb "#0b62c4"
